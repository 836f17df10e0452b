"""Pages for anybody, for themselves: nothing is kept of them, nobody is signed in."""
