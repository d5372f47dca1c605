"""A deck as files to hand out: slides, pages, one HTML file."""
