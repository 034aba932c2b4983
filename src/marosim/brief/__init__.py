"""A study on one page, as slides, and as advice: sentences and drawings from its comparison."""
