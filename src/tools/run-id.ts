/** The `run_id` argument. Knows how run ids look; knows no run. */
import { z } from 'zod';

// Real ids have 24 characters; the cap keeps a pasted text out of the database query.
export const runIdArgument = z
  .string()
  .min(1)
  .max(64)
  .describe('The id of a run, from an earlier answer, e.g. "r-20261123-101502-7f3a9c".');
