/* Linked statically: no agent can be put into it. */
int main(void)
{
	return 0;
}
