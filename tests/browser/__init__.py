"""The app, in a browser that can reach no other host."""
