"""Import of images from a ZIP archive: match each file to its product, and report the result."""
