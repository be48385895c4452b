import type { Downloaded } from '../../store';

/** Hand a file to the browser to keep where its person wants it. */
export function keepFile({ name, blob }: Downloaded): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // some browsers read it only once the person has chosen a place
}
