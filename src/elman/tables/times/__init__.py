"""Times: read in any form, put in order, and onto an even step."""
