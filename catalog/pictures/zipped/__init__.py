"""Pictures in the archive of somebody who has many: which is whose, and what becomes of each."""
