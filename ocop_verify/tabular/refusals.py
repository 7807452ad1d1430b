"""Why a whole file is refused: for each code what it is, and what the person can do."""

from collections.abc import Mapping
from typing import Final

from ocop_verify.domain.errors import N_, OcopError


class FileProblem(OcopError):
    """Raised when a file cannot be read as a table at all; the message says what to do instead.

    ``code`` is the same in every language. ``values`` hold the evidence.
    """

    def __init__(self, code: str, message: str, /, **values: object) -> None:
        super().__init__(message, **values)
        self.code = code


SENTENCES: Final[Mapping[str, str]] = {
    # Something else than a table that we read.
    "empty": N_("Tệp rỗng, không có nội dung. Hãy chọn lại tệp."),
    "too_large": N_("Tệp nặng %(size)d MB, vượt giới hạn %(limit)d MB. Hãy chia thành nhiều tệp nhỏ hơn."),
    "xls": N_(
        "Đây là tệp Excel kiểu cũ (.xls). Hãy mở bằng Excel, chọn “Lưu thành” (Save As) "
        "và lưu lại dạng .xlsx."
    ),
    "xlsb": N_(
        "Đây là tệp Excel nhị phân (.xlsb). Hãy mở bằng Excel, chọn “Lưu thành” (Save As) "
        "và lưu lại dạng .xlsx."
    ),
    "ods": N_("Đây là tệp OpenDocument (.ods). Hãy mở bằng Excel hoặc LibreOffice và lưu lại dạng .xlsx."),
    "html": N_(
        "Đây là trang web (HTML) mang tên bảng tính. Hãy mở bằng Excel, chọn “Lưu thành” (Save As) "
        "và lưu lại dạng .xlsx."
    ),
    "xml": N_("Đây là tệp XML. Hãy mở bằng Excel, chọn “Lưu thành” (Save As) và lưu lại dạng .xlsx."),
    "word": N_("Đây là tệp văn bản Word. Hãy chép bảng sang Excel và lưu dạng .xlsx."),
    "slides": N_("Đây là tệp trình chiếu, không phải bảng tính. Hãy chọn tệp .xlsx hoặc .csv."),
    "pdf": N_("Đây là tệp PDF, không phải bảng tính. Hãy chọn tệp .xlsx hoặc .csv."),
    "image": N_("Đây là tệp ảnh, không phải bảng tính. Hãy chọn tệp .xlsx hoặc .csv."),
    "archive": N_("Đây là tệp nén. Hãy giải nén rồi chọn tệp bảng tính .xlsx hoặc .csv ở bên trong."),
    "binary": N_("Tệp này không phải là bảng tính. Hãy chọn tệp .xlsx hoặc .csv."),
    "encrypted": N_("Tệp được đặt mật khẩu nên không đọc được. Hãy mở tệp, bỏ mật khẩu rồi lưu lại."),
    "macro": N_(
        "Tệp có macro nên không được nhận. Hãy mở bằng Excel và lưu lại dạng .xlsx (không phải .xlsm)."
    ),
    # A workbook that is broken, or made to do harm.
    "broken": N_("Tệp .xlsx bị hỏng hoặc chưa tải lên hết. Hãy mở lại bằng Excel, lưu lại rồi gửi lại."),
    "doctype": N_("Tệp có phần khai báo DOCTYPE nên không an toàn. Hãy mở bằng Excel và lưu lại dạng .xlsx."),
    "unsafe_path": N_("Tệp có đường dẫn không an toàn ở bên trong. Hãy mở bằng Excel và lưu lại dạng .xlsx."),
    "too_many_entries": N_(
        "Bên trong tệp có hơn %(limit)d phần. Hãy chép dữ liệu sang một tệp .xlsx mới, không kèm ảnh."
    ),
    "unpacks_too_large": N_(
        "Nội dung bên trong tệp lớn hơn %(limit)d MB. Hãy chép dữ liệu sang một tệp .xlsx mới "
        "hoặc chia thành nhiều tệp nhỏ hơn."
    ),
    "out_of_bounds": N_(
        "Tệp cần quá nhiều bộ nhớ hoặc thời gian để đọc. Hãy chép dữ liệu sang một tệp .xlsx mới."
    ),
    # A table that is too large or has no shape that we know.
    "no_sheet": N_("Tệp không có trang tính nào nhìn thấy được. Hãy bỏ ẩn trang tính rồi lưu lại."),
    "too_many_rows": N_(
        "Trang tính có dữ liệu đến ô %(cell)s, vượt giới hạn %(limit)d dòng. Hãy xóa các dòng thừa ở cuối "
        "hoặc chia thành nhiều tệp."
    ),
    "too_many_columns": N_(
        "Trang tính có dữ liệu đến ô %(cell)s, vượt giới hạn %(limit)d cột. Hãy xóa các cột thừa bên phải."
    ),
    "no_headings": N_(
        "Không tìm thấy dòng tiêu đề. Bảng cần có một dòng ghi tên các cột, ít nhất là: %(headings)s."
    ),
    # Writing.
    "long_text": N_("Nội dung của ô %(cell)s dài hơn %(limit)d ký tự nên Excel không chứa được."),
    # CSV only.
    "open_quote": N_(
        'Dấu ngoặc kép (") mở ở dòng %(row)d không được đóng đúng chỗ. Hãy sửa dòng này '
        "hoặc lưu lại dạng .xlsx."
    ),
    "long_cell": N_("Dòng %(row)d có ô dài hơn %(limit)d ký tự. Hãy rút ngắn ô này."),
    "unknown_encoding": N_(
        "Không nhận ra bảng mã của tệp. Hãy lưu lại dạng .xlsx hoặc “CSV UTF-8 (Comma delimited)”."
    ),
    "damaged_text": N_(
        "Tệp UTF-8 bị hỏng ở dòng %(row)d. Hãy lưu lại dạng .xlsx hoặc “CSV UTF-8 (Comma delimited)”."
    ),
    "tcvn3_file": N_(
        "Tệp dùng bảng mã TCVN3 (phông .VnTime). Hãy chuyển sang Unicode, ví dụ bằng Unikey, rồi lưu lại. "
        "“%(found)s” cần được ghi là “%(meant)s”."
    ),
    "vni_file": N_(
        "Tệp dùng bảng mã VNI (phông VNI-Times). Hãy chuyển sang Unicode, ví dụ bằng Unikey, rồi lưu lại. "
        "“%(found)s” cần được ghi là “%(meant)s”."
    ),
    "garbled_file": N_(
        "Chữ trong tệp đã bị hỏng vì mở sai bảng mã: “%(found)s” đáng lẽ là “%(meant)s”. "
        "Hãy lấy lại tệp gốc và lưu dạng .xlsx hoặc CSV UTF-8."
    ),
    "lost_letters_file": N_(
        "Chữ có dấu trong tệp đã mất, thay bằng dấu hỏi: “%(found)s”. Hãy lấy lại tệp gốc và lưu dạng .xlsx "
        "hoặc CSV UTF-8."
    ),
}


def refusal(code: str, /, **values: object) -> FileProblem:
    """The problem with this code, ready to be raised."""
    return FileProblem(code, SENTENCES[code], **values)
