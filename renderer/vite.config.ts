/**
 * How the window is built: plain files in dist/renderer that any of the hosts serves, with nothing inline and nothing
 * remote, so that a strict content security policy holds.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // The oldest browsers that know light-dark(), which the design tokens are made of.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // A file turned into a data: URL would need a wider policy for fonts and scripts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
