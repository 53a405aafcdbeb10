use super::*;

#[test]
fn a_key_is_a_number_and_back() {
    for key in ["p00000000000", "pzzzzzzzzzzz", "p0123456789a"] {
        assert_eq!(packed(key).map(unpacked).as_deref(), Some(key));
    }
    for wrong in ["", "p", "r0123456789a", "p0123456789", "p0123456789i"] {
        assert_eq!(packed(wrong), None, "{wrong}");
    }
}
