"""Everything that is not the API is the app: its files, and its first page for the paths that only the app knows."""

from litestar import route
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse

from server.errors import AnyRequest, NotFound, NotReady
from server.headers import APP_HEADERS, UNCOMPRESSED
from server.static.assets import Asset, Assets

OURS = ("/api/", "/health/", "/schema/")


def app_files(assets: Assets) -> HTTPRouteHandler:
    """The handler of every path that no other one has. (A mount at / would hide the API's paths with parameters.)"""

    @route(["/", "/{path:path}"], http_method=["GET", "HEAD"], include_in_schema=False, opt={UNCOMPRESSED: True})
    async def serve_app(request: AnyRequest) -> ASGIResponse:
        return _answer(_asset_of(assets, request.url.path), request)

    return serve_app


def _asset_of(assets: Assets, path: str) -> Asset:
    """A path without a file extension is a screen of the app; a missing file stays missing (HTML is no worker)."""
    if path.startswith(OURS):
        raise NotFound("no such path")
    last = path.rpartition("/")[2]
    if "." in last:
        found = assets.find(path)
        if found is None:
            raise NotFound("no such file")
        return found
    page = assets.find("index.html")
    if page is None:
        raise NotReady("the app is not built here: ./run --setup builds it")
    return page


def _answer(asset: Asset, request: AnyRequest) -> ASGIResponse:
    encoding = _encoding_of(asset, request.headers.get("accept-encoding", ""))
    etag = f'"{asset.etag}{"-" + encoding if encoding else ""}"'
    headers = {**APP_HEADERS, "Cache-Control": asset.cache, "ETag": etag, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    if _is_known(request.headers.get("if-none-match", ""), etag):
        return ASGIResponse(body=b"", status_code=304, headers=headers, is_head_response=True)
    body = asset.forms[encoding]
    if request.method == "HEAD":
        headers["Content-Length"] = str(len(body))
        return ASGIResponse(body=b"", headers=headers, media_type=asset.media_type, is_head_response=True)
    return ASGIResponse(body=body, headers=headers, media_type=asset.media_type)


def _encoding_of(asset: Asset, accepted: str) -> str:
    """The first form beside the file that the browser takes; one with q=0 it does not take."""
    names = {name.strip().lower(): weight.replace(" ", "") for name, _, weight in (part.partition(";") for part in accepted.split(","))}
    takes = {name for name, weight in names.items() if weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")}
    return next((name for name in asset.forms if name and name in takes), "")


def _is_known(header: str, etag: str) -> bool:
    names = {name.strip().removeprefix("W/") for name in header.split(",")}
    return etag in names or "*" in names
