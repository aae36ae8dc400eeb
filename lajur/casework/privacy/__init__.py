"""What UU 27/2022 lets people ask for: everything that is held about them, and its erasure. The journal still holds."""
