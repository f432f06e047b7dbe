using System.Globalization;
using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>Numbers turned column by column are those turned one by one, whatever the column's length.</summary>
public sealed unsafe class DigitColumnTests
{
    [Fact]
    public void Columns_of_any_length_hold_the_numbers_of_their_words()
    {
        var random = new Random(5);
        for (int count = 0; count <= DigitColumn.Rows; count++)
        {
            long[] numbers =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => (long)random.Next((int)Math.Pow(10, i % 8)) + (i % 7 == 0 ? 99_999_999 - 10_000_000 : 0)),
            ];
            ulong[] words = [.. numbers.Select(number => Word(number, random.Next(2) == 0 ? ' ' : '0'))];
            var added = new long[count + 1];
            Array.Fill(added, 5);
            var written = new uint[count + 1];
            fixed (ulong* from = words)
            fixed (long* sums = added)
            fixed (uint* values = written)
            {
                DigitColumn.Add(from, count, sums);
                DigitColumn.Set(from, count, values);
            }

            Assert.Equal([.. numbers.Select(number => number + 5), 5], added);
            Assert.Equal([.. numbers.Select(number => (uint)number), 0], written);
        }
    }

    [Fact]
    public void Up_to_sixteen_digits_are_kept_and_turned()
    {
        var random = new Random(6);
        for (int count = 0; count <= DigitColumn.Rows; count++)
        {
            var words = new ulong[(2 * count) + 1];
            var expected = new long[count];
            fixed (ulong* to = words)
            {
                for (int i = 0; i < count; i++)
                {
                    int digits = random.Next(17);
                    string text = new([.. Enumerable.Range(0, digits).Select(_ => (char)('0' + random.Next(10)))]);
                    expected[i] = digits == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
                    byte[] line = Encoding.ASCII.GetBytes("1234567890123456" + text + "789");
                    fixed (byte* start = line)
                    {
                        DigitColumn.Keep(start + 16 + digits, digits, to + (2 * i));
                    }
                }
            }

            var values = new long[count + 1];
            fixed (ulong* from = words)
            fixed (long* to = values)
            {
                DigitColumn.AddPairs(from, count, to);
            }

            Assert.Equal([.. expected, 0], values);
        }
    }

    [Fact]
    public void Times_that_go_back_are_counted_wherever_they_lie()
    {
        var random = new Random(7);
        for (int count = 0; count < 40; count++)
        {
            long[] times = [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(-5, 5))];
            long before = random.Next(3) == 0 ? long.MinValue : random.Next(-5, 5);
            long expected = times.Prepend(before).Zip(times).Count(pair => pair.Second < pair.First);
            Assert.Equal(expected, TimeOrder.CountBackwards(times, before));
        }
    }

    private static ulong Word(long number, char padding) =>
        BitConverter.ToUInt64(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadLeft(8, padding)));
}
