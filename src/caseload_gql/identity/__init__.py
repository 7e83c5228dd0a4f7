"""Who asks: users, sessions, sign-in links, bearer tokens, and the actor behind a credential."""
