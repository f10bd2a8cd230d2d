namespace Orrery.Silo;

/// <summary>The certificate a server shows.</summary>
/// <param name="CertificateFile">File in PEM form: the certificate, then those that lead from it to one that is known.</param>
/// <param name="KeyFile">File in PEM form with the private key, not encrypted; only the server's user should be able to read it.</param>
public sealed record TlsOptions(string CertificateFile, string KeyFile);
