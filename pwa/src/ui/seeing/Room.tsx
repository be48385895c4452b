/** Room for the rows of a table that are not drawn. */
export function Room({ px, columns }: { readonly px: number; readonly columns: number }) {
  if (px <= 0) return null;
  return (
    <tr class="table-room" aria-hidden="true">
      <td colSpan={columns} style={{ blockSize: `${px}px` }} />
    </tr>
  );
}
