/** A wave that turns into a key. The text beside it says the name, so the picture is silent. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" fill="none" strokeWidth={2} strokeLinecap="round" className={className}>
      <path d="M2 8c2.2-2.9 4.7-2.9 7-.5s4.8 2.4 7.1-.3C17.8 5.3 19.7 4.9 22 6.3" className="stroke-accent" />
      <path d="M2 14.2c2.2-2.9 4.7-2.9 7-.5" className="stroke-accent opacity-60" />
      <circle cx="15" cy="13.7" r="3.1" className="stroke-ink" />
      <path d="M15 16.9v5.1m0-1.9h2.4" strokeLinejoin="round" className="stroke-ink" />
    </svg>
  );
}
