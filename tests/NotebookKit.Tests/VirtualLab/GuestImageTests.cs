using System.Text;
using NotebookKit.Processes;
using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class GuestImageTests
{
    [Fact]
    public void A_program_of_this_host_names_its_loader_and_the_C_library()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "this host has no /bin/bash");

        ElfFile file = ElfFile.Read(File.ReadAllBytes("/bin/bash"))!;

        Assert.Contains(
            file.Needed,
            needed => needed.StartsWith("/lib", StringComparison.Ordinal) && needed.Contains("ld-linux", StringComparison.Ordinal)
        );
        Assert.Contains(file.Needed, needed => needed.StartsWith("libc.so", StringComparison.Ordinal));
    }

    [Fact]
    public void A_script_is_no_program_and_a_damaged_program_is_an_error()
    {
        Assert.Null(ElfFile.Read("#!/bin/sh\n"u8));
        Assert.SkipUnless(File.Exists("/bin/bash"), "this host has no /bin/bash");
        byte[] bash = File.ReadAllBytes("/bin/bash");

        Assert.Throws<InvalidDataException>(() => ElfFile.Read(bash.AsSpan(0, 200)));
    }

    [Fact]
    public void An_image_is_a_newc_archive_with_folders_before_what_lies_in_them()
    {
        using var stream = new MemoryStream();
        var cpio = new CpioWriter(stream);
        cpio.Link("sbin", "usr/bin");
        cpio.File("usr/bin/x", "abc"u8);
        cpio.File("usr/bin/x", "other"u8);
        cpio.Finish();
        string text = Encoding.ASCII.GetString(stream.ToArray());

        Assert.Equal(0, stream.Length % 4);
        Assert.True(cpio.Has("/usr/bin/x"));
        Assert.StartsWith(
            "070701"
                + "00000001"
                + "0000A1FF"
                + "00000000"
                + "00000000"
                + "00000001"
                + "00000000"
                + "00000007"
                + "00000000"
                + "00000000"
                + "00000000"
                + "00000000"
                + "00000005"
                + "00000000"
                + "sbin\0",
            text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["sbin", "usr", "usr/bin", "usr/bin/x", "TRAILER!!!"],
            text.Split("070701").Skip(1).Select(entry => entry[104..].Split('\0')[0])
        );
        Assert.DoesNotContain("other", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_bring_what_they_need_and_their_names_may_have_either_dash()
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(folder, "modules.dep"),
                "kernel/fs/ext4/ext4.ko.xz: kernel/lib/crc16.ko.xz kernel/fs/jbd2/jbd2.ko.xz\nkernel/lib/crc16.ko.xz:\nkernel/fs/jbd2/jbd2.ko.xz:\nkernel/drivers/md/dm-mod.ko.xz:\n"
            );

            Assert.Equal(
                ["kernel/drivers/md/dm-mod.ko.xz", "kernel/fs/ext4/ext4.ko.xz", "kernel/fs/jbd2/jbd2.ko.xz", "kernel/lib/crc16.ko.xz"],
                new KernelModules(folder).FilesOf(["ext4", "dm_mod", "not-there"])
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_job_is_variables_whose_values_are_quoted()
    {
        string text = GuestJob.TextOf(Scenarios.Find("stalls"), "0001-stalls");

        Assert.Equal(
            "scenario='0001-stalls'\nstack='origin'\nworkload='fio'\nwork_bs='16k'\nwork_iodepth='4'\nwork_rate_iops='800'\nwork_rw='randread'\nmib='64'\nbeside='stalls'\n"
                + "beside_every_ms='1200'\nbeside_ms='400'\nnoise_rate='0'\ndrive_iops='3000'\ndrive_bps='0'\ncaptures=('time' 'perf' 'blktrace' 'iostat')\n"
                + "work_options=('--bs=16k' '--iodepth=4' '--rate_iops=800' '--rw=randread')\nattributes[nomerges]='0'\n",
            text
        );
    }

    [Fact]
    public void The_guests_scripts_are_shell()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "this host has no /bin/bash");
        foreach (string script in GuestScripts.Names)
        {
            string path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-").FullName, script);
            File.WriteAllText(path, GuestScripts.TextOf(script));
            ShortResult? result = ShortRun.To(
                ["/bin/bash", "-n", path],
                TimeSpan.FromMinutes(1),
                stop: TestContext.Current.CancellationToken
            );
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

            Assert.True(result is { ExitCode: 0, Error: "" }, $"{script}: {result?.Error}");
        }
    }
}
