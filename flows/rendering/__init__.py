"""A page of a report as a picture, with one place boxed and personal data painted over: for people who check a figure.

`pages` opens the file and picks the renderer of its format, `marking` draws on the picture. Pure functions; they run in a
worker process (flows/reading.py), since the file is as hostile here as when it is read.
"""
