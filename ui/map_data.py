"""Map geometry by address: what is large is fetched and kept by the browser, so that a filter change stays small."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pydeck
import streamlit as st
from streamlit.runtime import get_instance

BY_ADDRESS_FROM_BYTES: Final = 3_000
_MIME: Final = "application/json"


def packed(rows: Any) -> bytes:
    """Return rows as compact JSON."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def publish(content: bytes, place: str) -> str:
    """Hand the browser a file and return its address, which depends on the content alone.

    place : where on the page it is used. Called in every run: Streamlit drops files no run asks for any more.
    """
    address: str = get_instance().media_file_mgr.add(content, _MIME, place)
    prefix = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{prefix}{address}" if prefix else address


@dataclass
class MapSheet:
    """A deck whose large layers are addresses, the files behind them by layer, and names it has no room for."""

    deck: pydeck.Deck
    files: dict[str, bytes] = field(default_factory=dict)
    unnamed: tuple[str, ...] = ()
    height: int = 0

    def publish(self) -> pydeck.Deck:
        """Make the files available in this run and return the deck."""
        for name, content in self.files.items():
            publish(content, f"map {name}")
        return self.deck


def by_address(
    deck: pydeck.Deck,
    extra: Sequence[tuple[str, bytes]] = (),
    *,
    from_bytes: int = BY_ADDRESS_FROM_BYTES,
    unchanging: Collection[str] = (),
) -> MapSheet:
    """Return the deck with every large layer replaced by an address.

    from_bytes : what is smaller travels with the deck itself.
    unchanging : layers that stay as they are while the others change; always by address, the browser has them already.
    extra : (name, content) already published, to be kept alive with the sheet (roads).
    """
    sheet = MapSheet(deck, dict(extra))
    for layer in deck.layers:
        if isinstance(layer.data, str) or layer.type not in ("GeoJsonLayer", "PathLayer", "ScatterplotLayer"):
            continue
        content = packed(layer.data)
        if len(content) >= from_bytes or layer.id in unchanging:
            sheet.files[layer.id] = content
            layer.data = publish(content, f"map {layer.id}")
    return sheet
