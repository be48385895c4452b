/** A number that opens its list, where there is one. */
export function Counted({ href, children }: { readonly href: string | null; readonly children: string }) {
  return href === null ? <>{children}</> : <a href={href}>{children}</a>;
}
