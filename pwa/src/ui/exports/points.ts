/** Where buildings stand, as a person pastes it: a building and two numbers a line. Pure. */

export interface BuildingPoint {
  readonly building: string;
  readonly longitude: number;
  readonly latitude: number;
}

export interface ReadPoints {
  readonly points: readonly BuildingPoint[];
  /** Lines that were not understood, from 1. */
  readonly unread: readonly number[];
}

/** `1号楼, 116.58, 35.41`: longitude first, as in China and in GeoJSON; the other way round where only that makes sense. */
export function readPoints(text: string): ReadPoints {
  const points: BuildingPoint[] = [];
  const unread: number[] = [];
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const point = readPoint(line.normalize('NFKC'));
    if (point === null) unread.push(place + 1);
    else points.push(point);
  }
  return { points, unread };
}

function readPoint(line: string): BuildingPoint | null {
  const found = /^\s*(.+?)[\s,;]+(-?\d{1,3}(?:\.\d+)?)[\s,;]+(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(line);
  if (found === null) return null;
  const [building, first, second] = [found[1] ?? '', Number(found[2]), Number(found[3])];
  const [longitude, latitude] = Math.abs(second) > 90 ? [second, first] : [first, second];
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? { building, longitude, latitude } : null;
}
