import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { CeilingField } from '../../../../../renderer/features/settings/CeilingField.tsx';

test('a ceiling that holds is taken', async () => {
  const onChange = vi.fn();
  render(<CeilingField value={400} onChange={onChange} />);
  const user = userEvent.setup();
  await user.clear(screen.getByRole('spinbutton'));
  await user.type(screen.getByRole('spinbutton'), '600{Enter}');
  expect(onChange).toHaveBeenCalledWith(600);
});

test('one below what a fresh embedder needs is not, and the field says why', async () => {
  const onChange = vi.fn();
  render(<CeilingField value={400} onChange={onChange} />);
  const user = userEvent.setup();
  await user.clear(screen.getByRole('spinbutton'));
  await user.type(screen.getByRole('spinbutton'), '150{Enter}');
  expect(onChange).not.toHaveBeenCalled();
  expect(screen.getByText(/needs about 200 MB/)).toBeTruthy();
});
