using System.Numerics;

namespace NotebookKit.Data;

/// <summary>Turns the values of a column into doubles and back without boxing, where they are numbers.</summary>
internal static class Number<T>
    where T : unmanaged
{
    private static readonly Func<T, double>? Convert = Make();

    public static bool IsNumber => Convert is not null;

    public static double ToDouble(T value) => Convert is null ? double.NaN : Convert(value);

    private static Func<T, double>? Make()
    {
        if (!typeof(T).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(INumberBase<>))
            || typeof(T) == typeof(char))
        {
            return null;
        }

        return typeof(Number<T>).GetMethod(nameof(Of), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(typeof(T)).CreateDelegate<Func<T, double>>();
    }

    private static double Of<TNumber>(TNumber value)
        where TNumber : INumberBase<TNumber> => double.CreateChecked(value);
}
