# -*- Mode: python; coding: utf-8 -*-
# The module for waf, ns-3.35: see README.md beside this file. The lists of files
# are those of CMakeLists.txt, which stays the one place where they are kept.

import os
import re


# Modules of ns-3 without which the rest still works.
OPTIONAL = ('aodv', 'olsr', 'lte', 'stats', 'flow-monitor')


def required_boost_libs(conf):
    # Boost.Graph's parts that are used are headers only.
    conf.env['REQUIRED_BOOST_LIBS'] += []


def options(opt):
    pass


def configure(conf):
    found = [
        ('libsqlite3-dev', conf.check_cfg(package='sqlite3', uselib_store='STARDUST_SQLITE3',
                                          args=['--cflags', '--libs'], mandatory=False)),
        ('libeigen3-dev', conf.check_cfg(package='eigen3', uselib_store='STARDUST_EIGEN3',
                                         args=['--cflags'], mandatory=False)),
        ('libxml2-dev', conf.check_cfg(package='libxml-2.0', uselib_store='STARDUST_XML2',
                                       args=['--cflags', '--libs'], mandatory=False)),
        ('zlib1g-dev', conf.check_cfg(package='zlib', uselib_store='STARDUST_ZLIB',
                                      args=['--cflags', '--libs'], mandatory=False)),
        ('libboost-graph-dev', conf.check_cxx(header_name='boost/graph/adjacency_list.hpp',
                                              uselib_store='STARDUST_BOOST', mandatory=False)),
    ]
    # Optional: spectral gaps of large graphs.
    conf.env['STARDUST_HAS_SPECTRA'] = bool(
        conf.check_cxx(header_name=['Eigen/Core', 'Spectra/SymEigsSolver.h'], use='STARDUST_EIGEN3',
                       mandatory=False))
    missing = [name for name, ok in found if not ok]
    if missing:
        conf.report_optional_feature('stardust', 'stardust', False,
                                     'missing ' + ' '.join(missing))
        conf.env['MODULES_NOT_BUILT'].append('stardust')
    else:
        conf.report_optional_feature('stardust', 'stardust', True, '')


def file_list(bld, name):
    """The files of set(NAME ...) in CMakeLists.txt; none if there is no such line."""
    text = bld.path.find_node('CMakeLists.txt').read()
    found = re.search(r'^set\(' + name + r'\n(.*?)^\)', text, re.MULTILINE | re.DOTALL)
    return found.group(1).split() if found else []


def sql_source(bld, path, header, constant):
    """Write an SQL file as a C++ source, as embed_sql of CMakeLists.txt does."""
    sql = bld.path.find_node(path).read()
    header = bld.path.find_node(header).abspath()
    name = os.path.splitext(os.path.basename(path))[0]
    source = bld.path.get_bld().make_node(name + '-sql.cc')
    text = ('#include "%s"\nconst char* const ns3::stardust::%s = R"sql(%s)sql";\n'
            % (header, constant, sql))
    source.parent.mkdir()
    if not os.path.exists(source.abspath()) or source.read() != text:
        source.write(text)
    return source


def find_optional(bld):
    """Which of the optional modules this ns-3 is built with."""
    return [name for name in OPTIONAL
            if 'ns3-' + name in bld.env['NS3_ENABLED_MODULES']]


def build(bld):
    if 'stardust' in bld.env['MODULES_NOT_BUILT']:
        return
    libraries = ['STARDUST_SQLITE3', 'STARDUST_EIGEN3', 'STARDUST_XML2', 'STARDUST_ZLIB',
                 'STARDUST_BOOST']
    optional = find_optional(bld)
    definitions = ['STARDUST_WITHOUT_' + name.upper().replace('-', '_') for name in OPTIONAL if name not in optional]
    if bld.env['STARDUST_HAS_SPECTRA']:
        definitions.append('STARDUST_HAS_SPECTRA')

    def list_files(name):
        return sum((file_list(bld, one + '_' + name) for one in optional), file_list(bld, name))

    module = bld.create_ns3_module('stardust', ['core', 'network', 'internet', 'mobility',
                                                'propagation', 'wifi', 'traffic-control',
                                                'applications', 'csma', 'point-to-point',
                                                'spectrum', 'energy'] + optional)
    module.source = list_files('source_files') + [
        sql_source(bld, 'model/trace/trace-schema.sql', 'model/trace/trace-file.h',
                   'TRACE_SCHEMA_SQL'),
        sql_source(bld, 'model/trace/trace-migrations.sql', 'model/trace/trace-migrations.h',
                   'TRACE_MIGRATIONS_SQL')]
    module.use.extend(libraries)
    module.defines = definitions
    module.cxxflags = ['-ffp-contract=off', '-DEIGEN_FAST_MATH=0']

    tests = bld.create_ns3_module_test_library('stardust')
    tests.source = list_files('test_sources') + [
        sql_source(bld, 'test/trace-schema-1.sql', 'test/stardust-old-schemas.h',
                   'tests::TRACE_SCHEMA_1_SQL'),
        sql_source(bld, 'test/trace-schema-2.sql', 'test/stardust-old-schemas.h',
                   'tests::TRACE_SCHEMA_2_SQL'),
        sql_source(bld, 'test/trace-schema-3.sql', 'test/stardust-old-schemas.h',
                   'tests::TRACE_SCHEMA_3_SQL')]
    tests.use.extend(libraries)
    tests.defines = definitions

    headers = bld(features='ns3header')
    headers.module = 'stardust'
    headers.source = list_files('header_files')

    if bld.env['ENABLE_EXAMPLES']:
        for name in ('stardust-quickstart', 'stardust-minimal', 'stardust-tutorial',
                     'stardust-how-to', 'stardust-own-network', 'stardust-scaling', 'stardust-radio-price',
                     'stardust-byzantine'):
            program = bld.create_ns3_program(name, ['stardust'])
            program.source = 'examples/' + name + '.cc'
        for part in ('codec', 'graph-sequence', 'mixer', 'network', 'objective', 'optimizer',
                     'peer-selector', 'transport'):
            program = bld.create_ns3_program('stardust-extend-' + part, ['stardust'])
            program.source = ['examples/extending/own-' + part + '.cc',
                              'examples/extending/extension-run.cc']
        program = bld.create_ns3_program('stardust-algorithm-comparison', ['stardust'])
        program.source = ['examples/stardust-algorithm-comparison.cc',
                          'examples/comparison-algorithms.cc', 'examples/comparison-run.cc']
        program = bld.create_ns3_program('stardust-experiment', ['stardust'])
        program.source = ['examples/stardust-experiment.cc', 'examples/experiment-byzantine.cc',
                          'examples/experiment-checks.cc',
                          'examples/experiment-data.cc', 'examples/experiment-energy.cc', 'examples/experiment-limits.cc',
                          'examples/experiment-networks.cc',
                          'examples/experiment-options.cc',
                          'examples/experiment-recording.cc',
                          'examples/experiment-server.cc']
        program.defines = definitions
