using System.IO.Compression;

namespace Sync.Connectors.Files.Reading;

/// <summary>The text inside a gzipped file; damage to it is told as a wrong file.</summary>
internal sealed class Unzipped : ReadOnlyStream
{
    private readonly GZipStream inner;

    private Unzipped(Stream file) => inner = new GZipStream(file, CompressionMode.Decompress);

    public static Unzipped Open(Stream file) => new(file);

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (InvalidDataException damaged)
        {
            throw WrongFile.File("The gzipped file is damaged or was cut short. Copy or export it again.", damaged);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
