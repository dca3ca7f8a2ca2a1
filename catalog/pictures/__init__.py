"""Uploaded pictures: checked, made into three sizes of WebP, kept, shown and swept."""
