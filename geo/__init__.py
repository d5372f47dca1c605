"""Incident Atlas: from reports of conflict to incidents on a map, each with its sentence."""
