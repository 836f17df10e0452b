"""Staff (工作人员): who they are, what they may do where, and how they prove who they are."""
