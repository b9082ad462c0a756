"""Read photos on a worker's thread.

Qt's own reading of pictures asks for translations while it holds a lock, and the answer is Python: two threads that
read at once can wait for each other for ever. So the bytes are decoded without Qt; the finished picture alone is Qt's.
"""

import io

from PySide6.QtGui import QImage


def read_picture(content: bytes, widest: int = 0) -> QImage:
    """Decode a picture, at most `widest` pixels wide; what cannot be read gives an empty one."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as opened:
            if widest and opened.width > widest:
                size = (widest, max(1, round(opened.height * widest / opened.width)))
                opened.draft("RGB", size)
                picture = opened.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            else:
                picture = opened.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return QImage()
    raw = picture.tobytes()
    return QImage(raw, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888).copy()
