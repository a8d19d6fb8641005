"""What the desktop shows: it collects parameters and shows results, and does no arithmetic."""
