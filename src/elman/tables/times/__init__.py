"""Times: read in any form, sorted, and resampled to an even step."""
