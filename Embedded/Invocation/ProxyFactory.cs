using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Serialization;

namespace Orrery.Embedded.Invocation;

/// <summary>Makes references: generates, once per interface, a class derived from <see cref="GrainProxy"/> that implements it.</summary>
internal sealed class ProxyFactory(Silo silo, MessageCopier copier)
{
    private static readonly ConcurrentDictionary<Type, Lazy<Type>> ProxyTypes = new();
    private static readonly Lock EmitGate = new();
    private static readonly HashSet<string> AccessibleAssemblies = new(StringComparer.Ordinal);
    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Orrery.Embedded.Proxies"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("Orrery.Embedded.Proxies");

    private readonly ConcurrentDictionary<Type, Binding> _bindings = new();

    public object Create(Type interfaceType, GrainId grainId) => _bindings.GetOrAdd(interfaceType, Bind).Create(silo, grainId);

    /// <summary>The methods of an interface and of those it derives from, in the order of the generated class.</summary>
    public static MethodInfo[] MethodsOf(Type interfaceType) =>
        [.. interfaceType.GetInterfaces().Prepend(interfaceType).SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))];

    private Binding Bind(Type interfaceType)
    {
        var type = ProxyTypes.GetOrAdd(interfaceType, key => new Lazy<Type>(() => Emit(key))).Value;
        var methods = MethodsOf(interfaceType).Select(method => new GrainMethod(method.DeclaringType!, method, copier)).ToArray();
        return new Binding(ConstructorInvoker.Create(type.GetConstructors()[0]), methods);
    }

    private static Type Emit(Type interfaceType)
    {
        lock (EmitGate)
        {
            AllowAccessTo(typeof(ProxyFactory).Assembly);
            AllowAccessTo(interfaceType.Assembly);
            var type = Module.DefineType(
                $"{interfaceType.FullName}Proxy", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainProxy), [interfaceType]);
            EmitConstructor(type);
            var methods = MethodsOf(interfaceType);
            for (var i = 0; i < methods.Length; i++)
            {
                EmitMethod(type, methods[i], i);
            }

            return type.CreateType();
        }
    }

    private static void EmitConstructor(TypeBuilder type)
    {
        Type[] parameters = [typeof(Silo), typeof(GrainId), typeof(GrainMethod[])];
        var il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, parameters).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Call, typeof(GrainProxy).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, parameters)!);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitMethod(TypeBuilder type, MethodInfo method, int number)
    {
        var parameters = method.GetParameters();
        var builder = type.DefineMethod(
            $"{method.DeclaringType!.FullName}.{method.Name}",
            MethodAttributes.Private | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual | MethodAttributes.Final,
            method.ReturnType,
            [.. parameters.Select(parameter => parameter.ParameterType)]);
        var il = builder.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, number);
        il.Emit(OpCodes.Ldc_I4, parameters.Length);
        il.Emit(OpCodes.Newarr, typeof(object));
        for (var i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldarg, i + 1);
            il.Emit(OpCodes.Box, parameters[i].ParameterType);
            il.Emit(OpCodes.Stelem_Ref);
        }

        il.Emit(OpCodes.Call, InvokerFor(MethodResult.Of(method.ReturnType), method));
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(builder, method);
    }

    private static MethodInfo InvokerFor(MethodResult result, MethodInfo method)
    {
        if (result.Kind == MethodResultKind.Unsupported)
        {
            throw new OrleansConfigurationException(
                $"{method.DeclaringType}.{method.Name} returns {method.ReturnType}. Grain methods return Task, Task<T>, ValueTask, ValueTask<T>, "
                + "IAsyncEnumerable<T>, or void when they are one-way.");
        }

        var invoker = typeof(GrainProxy).GetMethod($"Invoke{result.Kind}", BindingFlags.Instance | BindingFlags.NonPublic)!;
        return invoker.IsGenericMethodDefinition ? invoker.MakeGenericMethod(result.ValueType!) : invoker;
    }

    // The runtime skips access checks for assemblies named so, which lets generated classes implement internal interfaces.
    private static void AllowAccessTo(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        if (AccessibleAssemblies.Add(name))
        {
            var constructor = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
            ((AssemblyBuilder)Module.Assembly).SetCustomAttribute(new CustomAttributeBuilder(constructor, [name]));
        }
    }

    private sealed class Binding(ConstructorInvoker constructor, GrainMethod[] methods)
    {
        public object Create(Silo silo, GrainId grainId) => constructor.Invoke(silo, grainId, methods);
    }
}
