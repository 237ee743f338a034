import ours
from ours import OldClient  # expect

client = ours.OldClient()  # expect
