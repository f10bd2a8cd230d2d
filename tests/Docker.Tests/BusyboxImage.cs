using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Docker.Tests;

/// <summary>An image made of the machine's own busybox, without a registry. Times in it are fixed: the same busybox gives the same image.</summary>
public static class BusyboxImage
{
    private static readonly string[] Folders = ["bin", "etc", "tmp", "proc", "sys", "dev"];

    private static readonly string[] Commands =
        ["sh", "cat", "echo", "env", "false", "head", "id", "kill", "ls", "mkdir", "printf", "pwd", "rm", "seq", "sleep", "test", "touch", "true", "usleep", "wc", "yes", "dd", "ln", "ps", "stat", "grep", "tail", "tr"];

    /// <summary>A tar archive as <c>docker save</c> writes it.</summary>
    /// <param name="name">Name and tag of the image.</param>
    public static MemoryStream Create(string name)
    {
        var layer = Layer();
        var digest = Convert.ToHexStringLower(SHA256.HashData(layer));
        var image = $$"""{"architecture":"{{Architecture}}","os":"linux","config":{"Cmd":["sh"],"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:{{digest}}"]},"history":[{"created":"2026-01-01T00:00:00Z"}],"created":"2026-01-01T00:00:00Z"}""";
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)));
        var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            Write(tar, $"{id}.json", Encoding.UTF8.GetBytes(image));
            Write(tar, $"{digest}.tar", layer);
            Write(tar, "manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"{{id}}.json","RepoTags":["{{name}}"],"Layers":["{{digest}}.tar"]}]"""));
        }

        archive.Position = 0;
        return archive;
    }

    private static string Architecture => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => "amd64",
    };

    private static byte[] Layer()
    {
        using var layer = new MemoryStream();
        using (var tar = new TarWriter(layer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in Folders)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder + "/") { Mode = Mode(folder == "tmp" ? 0b1_111_111_111 : 0b111_101_101), ModificationTime = DateTimeOffset.UnixEpoch });
            }

            Write(tar, "bin/busybox", File.ReadAllBytes(Busybox()), 0b111_101_101);
            Write(tar, "bin/not-executable", "no program\n"u8.ToArray());
            foreach (var command in Commands)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, $"bin/{command}") { LinkName = "busybox", ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        return layer.ToArray();
    }

    private static string Busybox() => new[] { "/bin/busybox", "/usr/bin/busybox", "/usr/local/bin/busybox" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no busybox to make images of: run ./test docker, or build/docker/engine.sh up FOLDER.");

    private static void Write(TarWriter tar, string name, byte[] content, int mode = 0b110_100_100)
    {
        using var data = new MemoryStream(content);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { Mode = Mode(mode), ModificationTime = DateTimeOffset.UnixEpoch, DataStream = data });
    }

    private static UnixFileMode Mode(int mode) => (UnixFileMode)mode;
}
