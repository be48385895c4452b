/** Arrow keys in a grid whose cells say where they are by `data-x` and `data-y`: on to the next cell that can be reached. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FAR = 60;

type Pressed = KeyboardEvent & { readonly currentTarget: HTMLTableElement };

export function useArrows(): (event: Pressed) => void {
  return moveFocus;
}

function moveFocus(event: Pressed): void {
  const step = STEPS[event.key];
  const from = event.target instanceof HTMLElement ? event.target.dataset : {};
  if (step === undefined || from['x'] === undefined || from['y'] === undefined) return;
  event.preventDefault();
  let [x, y] = [Number(from['x']) + step[0], Number(from['y']) + step[1]];
  for (let tries = 0; tries < FAR; tries += 1, x += step[0], y += step[1]) {
    const next = event.currentTarget.querySelector<HTMLElement>(`[data-x='${x}'][data-y='${y}']:not([disabled])`);
    if (next !== null) {
      next.focus();
      return;
    }
  }
}
