"""One run shared by a class: seats that know and can do different things, and who leads it."""
