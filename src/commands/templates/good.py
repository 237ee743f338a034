import ours


class OldClient:
    """A name of our own: not the one of the library."""


client = ours.Client()
other = OldClient()
