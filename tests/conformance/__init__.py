"""What every engine must do, on every instruction set: held to the float64 reference and to PyTorch.

`checks` are plain functions of a builder, `contenders` lists who has to pass them, and `mutants` are
wrong networks that they must reject.
"""
