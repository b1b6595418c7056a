import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Marked } from '../../../../../renderer/features/search/Marked.tsx';

test('the places are marked, and markup in the text stays text', () => {
  const { container } = render(<Marked text="a <b>bold</b> move" places={[2, 5, 14, 18]} />);
  expect(container.textContent).toBe('a <b>bold</b> move');
  expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['<b>', 'move']);
  expect(container.querySelector('b')).toBeNull();
});

test('places that make no sense mark nothing and lose nothing', () => {
  const { container } = render(<Marked text="short" places={[3, 2, 4, 99, 1]} />);
  expect(container.textContent).toBe('short');
  expect(container.querySelector('mark')).toBeNull();
});
