"""The headers that harden every answer (a page of ours runs only our own scripts, and talks only to us)."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob: data:",
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
APP_HEADERS = {
    **SAFE_HEADERS,
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}
API_HEADERS = {**SAFE_HEADERS, "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
UNCOMPRESSED = "uncompressed"  # a handler's `opt`: what it answers is never compressed on the way
