using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orrery.Embedded.Tests.Support;

/// <summary>Reads the public types of an assembly, with the signatures of their public and protected members, without loading it.</summary>
public static class SignatureReader
{
    /// <summary>Types by full name, each with its signatures.</summary>
    public static Dictionary<string, HashSet<string>> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata.TypeDefinitions
            .Select(metadata.GetTypeDefinition)
            .Where(type => IsVisible(metadata, type))
            .ToDictionary(type => NameOf(metadata, type), type => Members(metadata, type), StringComparer.Ordinal);
    }

    private static bool IsVisible(MetadataReader metadata, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic => IsVisible(metadata, metadata.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private static string NameOf(MetadataReader metadata, TypeDefinition type) => type.GetDeclaringType().IsNil
        ? $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"
        : $"{NameOf(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}/{metadata.GetString(type.Name)}";

    private static HashSet<string> Members(MetadataReader metadata, TypeDefinition type)
    {
        var names = new Names(metadata);
        var kind = (type.Attributes & (TypeAttributes.Interface | TypeAttributes.Abstract)).ToString();
        var members = new HashSet<string>(StringComparer.Ordinal) { $"kind {kind}" };
        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
        {
            var access = method.Attributes & MethodAttributes.MemberAccessMask;
            if (access is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem)
            {
                members.Add(Signature(metadata, method, names));
            }
        }

        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            if ((field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public)
            {
                var value = field.GetDefaultValue().IsNil ? "" : $" = {Value(metadata, field.GetDefaultValue())}";
                members.Add($"field {field.DecodeSignature(names, null)} {metadata.GetString(field.Name)}{value}");
            }
        }

        return members;
    }

    private static string Signature(MetadataReader metadata, MethodDefinition method, Names names)
    {
        var signature = method.DecodeSignature(names, null);
        var parameters = method.GetParameters().Select(metadata.GetParameter).Where(parameter => parameter.SequenceNumber > 0)
            .ToDictionary(parameter => parameter.SequenceNumber);
        var list = signature.ParameterTypes.Select((type, i) =>
            parameters.TryGetValue(i + 1, out var parameter)
                ? $"{type} {metadata.GetString(parameter.Name)}{(parameter.Attributes.HasFlag(ParameterAttributes.Optional) ? "?" : "")}"
                : type);
        var isStatic = method.Attributes.HasFlag(MethodAttributes.Static) ? "static " : "";
        var generic = signature.GenericParameterCount > 0 ? $"<{signature.GenericParameterCount}>" : "";
        return $"{isStatic}{signature.ReturnType} {metadata.GetString(method.Name)}{generic}({string.Join(", ", list)})";
    }

    private static object? Value(MetadataReader metadata, ConstantHandle handle)
    {
        var constant = metadata.GetConstant(handle);
        return metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
    }

    /// <summary>Writes types by full name, whichever assembly they are in.</summary>
    private sealed class Names(MetadataReader metadata) : ISignatureTypeProvider<string, object?>
    {
        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            NameOf(reader, reader.GetTypeDefinition(handle));

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, rawTypeKind)}/{reader.GetString(type.Name)}"
                : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            metadata.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "fnptr";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
            $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} mod({modifier})";
    }
}
