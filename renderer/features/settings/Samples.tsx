import './sending.css';

interface SamplesProps {
  readonly title: string;
  readonly texts: readonly string[];
}

/** Texts as somebody elsewhere would get them. */
export function Samples({ title, texts }: SamplesProps) {
  return (
    <section aria-label={title}>
      <h3 className="sending-sample-title">{title}</h3>
      <ul className="sending-samples" tabIndex={0} aria-label={title}>
        {texts.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
    </section>
  );
}
