using System.Text;
using NotebookKit.Redaction;

namespace NotebookKit.Tests.Redaction;

/// <summary>Names where they are easily overlooked: written letter by letter, behind an
/// empty field, called as a word of the tools.</summary>
public class RedactorTests
{
    [Theory]
    [InlineData("Tohuwabohu")]
    [InlineData("Müßiggang")]
    public void A_name_written_letter_by_letter_is_replaced_and_found_where_it_was_left(string name)
    {
        string[] written =
        [
            "{\"a\":1} b\n" + string.Concat(name.Select(letter => $"\\u{(int)letter:x4}")),
            string.Concat(Encoding.UTF8.GetBytes(name).Select(one => $"\\x{one:x2}")),
            "GET /?q=" + string.Concat(Encoding.UTF8.GetBytes(name).Select(one => $"%{one:X2}")),
            string.Concat(name.Select(letter => $"&#{(int)letter};")),
            string.Concat(name.Select(letter => $"&#x{(int)letter:X};")),
        ];
        foreach (string text in written)
        {
            string other = Own().Redact(text);

            Assert.NotEqual(text, other);
            Assert.Contains(name, Left(text), StringComparer.Ordinal);
            Assert.Empty(Left(other));
        }
    }

    [Theory]
    [InlineData("&#39;merges&#39; &#10;&#10;")]
    [InlineData("50%20%25 done")]
    [InlineData("\\u00b7\\u00b7 \\x1b[0m")]
    public void What_is_written_so_and_names_nobody_stays(string text) => Assert.Equal(text, Own().Redact(text));

    [Fact]
    public void An_address_behind_an_empty_field_of_the_kernels_command_line_is_replaced()
    {
        string other = Own().Redact("host=10.83.17.201::10.83.17.254:255.255.255.0:eth0 firmware:21.40.0.7");

        Assert.Matches(@"^host=198\.1[89]\.\d+\.\d+::198\.1[89]\.\d+\.\d+:255\.255\.255\.0:", other);
        Assert.EndsWith(":21.40.0.7", other, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+49 30 5557788 21", "+00 00 0000000 00")]
    [InlineData("+1 (212) 555-0199", "+0 (000) 000-0000")]
    [InlineData("259,0 1 2 0.000000000 7 Q R 1234567 + 512 [cat]", "259,0 1 2 0.000000000 7 Q R 1234567 + 512 [cat]")]
    [InlineData("@@ -100,20 +100,22 @@", "@@ -100,20 +100,22 @@")]
    [InlineData("+12.5 -3.25 +100 -20", "+12.5 -3.25 +100 -20")]
    public void A_telephone_number_loses_its_digits_and_counts_do_not(string text, string expected) =>
        Assert.Equal(expected, Own().Redact(text));

    [Theory]
    [InlineData("lab")]
    [InlineData("data")]
    [InlineData("disk")]
    public void A_host_that_is_called_as_a_word_of_the_tools_is_replaced_where_a_host_stands(string host)
    {
        string uname = $"Linux {host} 6.1.0-56-amd64 #1 SMP x86_64 GNU/Linux\n",
            head = $"Linux 6.1.0-56-amd64 ({host}) \t11/22/26 \t_x86_64_\t(2 CPU)\n";
        Redactor redactor = Own();
        redactor.Learn(uname);

        string other = redactor.Redact(uname);
        string name = other.Split(' ')[1];

        Assert.NotEqual(host, name);
        Assert.Equal(uname.Replace(host, name, StringComparison.Ordinal), other);
        Assert.Equal(head.Replace($"({host})", $"({name})", StringComparison.Ordinal), redactor.Redact(head));
        Assert.Equal($"{{\"nodename\": \"{name}\", \"disk\": []}}", redactor.RedactJson($"{{\"nodename\": \"{host}\", \"disk\": []}}"));
        Assert.Equal(name, redactor.RedactName(host));
        Assert.Equal("{\"nodename\": \"localhost\"}", redactor.RedactJson("{\"nodename\": \"localhost\"}"));
    }

    // As Amazon calls its hosts, Kubernetes its nodes: parts that are numbers, or words of the kernel's.
    [Theory]
    [InlineData("ip-10-77-31-45")]
    [InlineData("linux-42")]
    [InlineData("node17")]
    [InlineData("node17.rz3.muster-2.example")]
    [InlineData("kube_worker-12")]
    [InlineData("sap-cpu12")]
    [InlineData("sr12")]
    [InlineData("drbd1")]
    [InlineData("h-192-168-7-5")]
    public void A_host_of_numbers_has_one_other_name_everywhere(string host)
    {
        string uname = $"Linux {host} 6.1.0-56-amd64 #1 SMP x86_64 GNU/Linux\n";
        Redactor redactor = Own();
        redactor.Learn(uname);
        string other = redactor.Redact(uname).Split(' ')[1];

        Assert.NotEqual(host, other);
        foreach (
            string form in (string[])
                [
                    "{0}",
                    "the capture of {0}: slow",
                    "/srv/records/{0}/notes.txt",
                    "/srv/{0}-nvme/iostat.txt",
                    "records/{0}/{0}.ipynb",
                    "\"{0}\"",
                    "root@{0}",
                    "[{0}]",
                ]
        )
        {
            string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, host);
            Assert.DoesNotContain(host, redactor.Redact(text), StringComparison.Ordinal);
            Assert.Contains(other, redactor.Redact(text), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(host, redactor.Redact($"why is {host.ToUpperInvariant()} slow"), StringComparison.OrdinalIgnoreCase);
        string first = host.Split('.')[0];
        Assert.DoesNotContain(first, redactor.Redact($"ping {first} now"), StringComparison.Ordinal);
        Assert.Equal(other, redactor.RedactName(host));
    }

    [Theory]
    [InlineData("vg-10-2-lv_node17", "vg-10-2")]
    [InlineData("vg--10--2-tmp_data", "vg-10-2")]
    public void A_volume_has_one_name_though_a_host_is_part_of_it_and_neither_its_group_nor_its_beginning_stays(string volume, string group)
    {
        Redactor redactor = Own();
        redactor.Learn("Linux node17 6.1.0-56-amd64 #1 SMP x86_64 GNU/Linux\n");
        redactor.Learn($"{volume}: 0 8192 linear 259:0 2048\n");
        string other = redactor.Redact($"{volume}: 0 8192 linear 259:0 2048\n").Split(':')[0];

        Assert.Equal($" |-{other} (254:0)", redactor.Redact($" |-{volume} (254:0)"));
        Assert.Contains(other, redactor.Redact($"/dev/mapper/{volume}"), StringComparison.Ordinal);
        Assert.DoesNotContain("10", redactor.Redact($"the group {group} is slow"), StringComparison.Ordinal);
        Assert.DoesNotContain("10", redactor.Redact($"{volume[..^4]}…"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("cache")]
    [InlineData("postgres:17")]
    public void A_process_has_the_same_name_in_binary_captures_as_in_texts(string process)
    {
        string line = $"259,0    1        1     0.000000000  4242  Q  RA 8 + 8 [{process}]\n";
        Redactor redactor = Own();
        redactor.Learn(line);
        redactor.LearnName(process);

        Assert.Equal(line.Replace(process, redactor.RedactName(process), StringComparison.Ordinal), redactor.Redact(line));
    }

    // Readers know an origin and a store for copies by what LVM adds: dmsetup's text and lsblk's JSON must agree.
    [Theory]
    [InlineData("data-vol1", "-real")]
    [InlineData("data-snap", "-cow")]
    public void What_LVM_adds_to_a_volume_stays_in_fields_of_JSON_as_in_text(string volume, string own)
    {
        string table = $"{volume}{own}: 0 8192 linear 259:0 2048\n";
        Redactor redactor = Own();
        redactor.Learn(table);

        string inText = redactor.Redact(table).Split(':')[0];
        string inJson = redactor.RedactJson($"{{\"name\": \"{volume}{own}\"}}");

        Assert.EndsWith(own, inText, StringComparison.Ordinal);
        Assert.DoesNotContain(volume, inText, StringComparison.Ordinal);
        Assert.Equal($"{{\"name\": \"{inText}\"}}", inJson);
    }

    [Fact]
    public void A_host_that_is_called_as_a_command_of_the_kit_is_replaced_wherever_it_stands()
    {
        Redactor redactor = Own();
        redactor.Learn("Linux lab 6.1.0-56-amd64 #1 SMP\n");

        Assert.DoesNotMatch(@"\blab\b", redactor.Redact("read on lab, and /srv/lab"));
    }

    private static Redactor Own() => new(KitVocabulary.Own);

    private static IEnumerable<string> Left(string text)
    {
        var scan = new LeakScan(KitVocabulary.Own);
        scan.Scan("", Encoding.UTF8.GetBytes(text));
        return scan.Leaks.Keys;
    }
}
