using System.Numerics;
using System.Runtime.CompilerServices;

namespace NotebookKit.Data;

/// <summary>Turns the values of a column into doubles without boxing, where they are numbers. One of the tests below is left of each compiled type.</summary>
internal static class Number<T>
    where T : unmanaged
{
    public static bool IsNumber =>
        typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(decimal)
        || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong) || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(byte)
        || typeof(T) == typeof(sbyte) || typeof(T) == typeof(nint) || typeof(T) == typeof(nuint) || typeof(T) == typeof(Half) || typeof(T) == typeof(Int128)
        || typeof(T) == typeof(UInt128);

    /// <summary>The value as a double; NaN where it is no number.</summary>
    public static double ToDouble(T value) =>
        typeof(T) == typeof(int) ? Of<int>(value)
        : typeof(T) == typeof(long) ? Of<long>(value)
        : typeof(T) == typeof(double) ? Of<double>(value)
        : typeof(T) == typeof(float) ? Of<float>(value)
        : typeof(T) == typeof(decimal) ? Of<decimal>(value)
        : typeof(T) == typeof(uint) ? Of<uint>(value)
        : typeof(T) == typeof(ulong) ? Of<ulong>(value)
        : typeof(T) == typeof(short) ? Of<short>(value)
        : typeof(T) == typeof(ushort) ? Of<ushort>(value)
        : typeof(T) == typeof(byte) ? Of<byte>(value)
        : typeof(T) == typeof(sbyte) ? Of<sbyte>(value)
        : typeof(T) == typeof(nint) ? Of<nint>(value)
        : typeof(T) == typeof(nuint) ? Of<nuint>(value)
        : typeof(T) == typeof(Half) ? Of<Half>(value)
        : typeof(T) == typeof(Int128) ? Of<Int128>(value)
        : typeof(T) == typeof(UInt128) ? Of<UInt128>(value)
        : double.NaN;

    private static double Of<TNumber>(T value)
        where TNumber : INumberBase<TNumber> => double.CreateChecked(Unsafe.As<T, TNumber>(ref value));
}
