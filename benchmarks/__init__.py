"""Generated reports with their truth, and what measures the pipeline on them. No part of the pipeline itself."""
