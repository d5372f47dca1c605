"""What is told of it: scenes of the app in an order, to be presented and handed out."""

from geo import ui

ui.current()
with ui.Guard():
    ui.briefing.show()
