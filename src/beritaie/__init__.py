"""Reads Indonesian political news into data: people, offices, places, dates, figures, and who said what.

import beritaie

reader = beritaie.load()
article = reader("Pj Bupati OKI Asmar Wijaya menyerahkan bantuan kepada 44.355 KPM, Selasa (15/10/2024).")
for mention in article.mentions:
    print(mention.label, mention.text, mention.value, mention.score)

The names and where they live stand in `__init__.pyi`; each is imported when it is first asked for.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
