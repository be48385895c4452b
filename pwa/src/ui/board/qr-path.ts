/** The dark modules of a QR code as one path, runs of a row joined. */
export function qrPath(modules: readonly (readonly boolean[])[]): { readonly path: string; readonly size: number } {
  const runs = modules.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1] === true) return [];
      let end = x;
      while (row[end] === true) end += 1;
      return [`M${x} ${y}h${end - x}v1H${x}z`];
    }),
  );
  return { path: runs.join(''), size: modules.length };
}

/** A code in groups of five, to be read aloud or typed. */
export const groupCode = (code: string): string => code.replace(/(.{5})(?=.)/g, '$1 ');
