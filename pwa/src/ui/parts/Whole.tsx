/** Longer than this it breaks anywhere, as Chinese does. */
const SHORT = 6;

/** Short words between spaces stay whole: no line ends within 1单元, even in the largest type. */
export function Whole({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/( )/).map((part, place) =>
        isShort(part) ? (
          <span key={place} class="whole">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}

const isShort = (part: string): boolean => part.trim() !== '' && part.length <= SHORT;
