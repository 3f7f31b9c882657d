"""The passage index: derived from the store, searched by the workers, rebuilt at any time.

The adapters load hundreds of megabytes of native code, so they are imported when an index is opened, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factcheck.index.loading import loading_lancedb
from factcheck.index.milvus_address import is_milvus, require_client

if TYPE_CHECKING:
    from factcheck.index.lance import Rebuild
    from factcheck.index.milvus import MilvusRebuild
    from factcheck.ports import IndexInspector, PassageIndex


def build_index(url: str, dimensions: int, embedding_name: str) -> PassageIndex:
    """Open the index in a local folder, under an ``s3://`` or a ``milvus://`` URL; an empty one is made where there is none.

    Raises IndexUnavailableError where it can't be opened, or where it was built with another embedding model, and
    SettingsError for an address that can't be read or needs a package that is not installed.
    """
    if is_milvus(url):
        require_client()
        from factcheck.index.milvus import open_index as open_on_milvus

        return open_on_milvus(url, dimensions, embedding_name)
    with loading_lancedb():
        from factcheck.index.lance import open_index

    return open_index(url, dimensions, embedding_name)


def begin_rebuild(url: str, dimensions: int, embedding_name: str) -> Rebuild | MilvusRebuild:
    """Make an empty table beside the one in use, whatever model that was built with; searched only after its switch."""
    if is_milvus(url):
        require_client()
        from factcheck.index.milvus import begin_rebuild as begin_on_milvus

        return begin_on_milvus(url, dimensions, embedding_name)
    with loading_lancedb():
        from factcheck.index.lance import begin_rebuild as begin

    return begin(url, dimensions, embedding_name)


def open_inspector(url: str) -> IndexInspector | None:
    """Open the index for looking into it row by row; nothing is made, and None comes back where there is none."""
    if is_milvus(url):
        require_client()
        from factcheck.index.milvus_inspection import open_inspector as inspect_on_milvus

        return inspect_on_milvus(url)
    with loading_lancedb():
        from factcheck.index.inspection import open_inspector as inspect

    return inspect(url)
