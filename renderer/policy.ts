/**
 * Must be imported before any schema is made: zod otherwise tries whether it may compile schemas with `new Function`,
 * which the content security policy forbids and the browser reports.
 */
import { config } from 'zod';

config({ jitless: true });
